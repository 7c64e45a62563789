# Events from outside reach the CPU that is named, and their handlers count them.
connect
tbreak patch_live
continue
print nmis[1]
print machine_checks[2]
monitor inject nmi 1
monitor inject mce 2
break do_nmi thread 2
break do_machine_check if regs != 0
continue
backtrace
continue
backtrace
finish
next
print nmis[1]
print machine_checks[2]
info threads
