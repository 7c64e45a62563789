# A journal has an NMI for CPU 2 in it, and ends a little later.
connect
monitor info events
monitor seek 75900
maintenance flush register-cache
monitor catch nmi
continue
x/i $pc
reverse-stepi
x/i $pc
monitor catch off
continue
monitor when
monitor seek 75000
maintenance flush register-cache
monitor inject mce 1
monitor branches
