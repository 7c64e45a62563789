# What a user looks at first, and what the monitor offers.
connect
info threads
info os
info os cpus
info os sites
monitor help
monitor i cp
monitor info sites site_call
refused monitor info sites nowhere
monitor when
monitor quantum
monitor quantum 3
refused monitor quantum 0
refused monitor inject
refused monitor inject nmi 4
refused monitor frobnicate
thread 3
print $apic_id
kill
