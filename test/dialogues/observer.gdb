# A second gdb (here: a second connection of one gdb) observes while the first one drives.
connect
tbreak alternative_instructions
continue
add-inferior -no-connection
inferior 2
connect
# It sees the same machine.
info threads
x/2i $pc
monitor when
info os cpus
# It may not run or change it, and each refusal says why or leaves things as they were.
stepi
refused monitor inject nmi 0
monitor quantum
refused monitor quantum 1
refused set var $rax = 1
refused set var *(int *)$rsp = 1
refused monitor drive
refused kill
# What the driver does, it sees.
inferior 1
stepi 3
inferior 2
maintenance flush register-cache
print $pc
monitor when
# An observer goes, and the driver goes on.
detach
inferior 1
stepi
