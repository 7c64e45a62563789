# What a user looks at first, and what the monitor offers.
connect
info threads
info registers rip eflags cs cr0 efer gdtr_limit apic_id
info os
info os cpus
info os sites
monitor help
monitor i c
monitor inject nmi 2
monitor quantum 3
monitor when
thread 3
print $apic_id
print $cr0
set $rax = 0x123456789abcdef0
print/x $rax
set {char[3]} 0x1000 = "\xcc\x0f"
x/3xb 0x1000
stepi
stepi
detach
