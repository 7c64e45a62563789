# A second connection observes while the first one drives Xen.
set debug-file-directory
connect
tbreak start_secondary
continue
add-inferior -no-connection
inferior 2
set debug-file-directory
connect
info threads
x/3i $pc
monitor when
info os cpus
stepi
refused monitor inject nmi 0
refused monitor seek start
refused set var $rax = 1
refused set var *(int *)$rsp = 1
refused monitor drive
refused kill
inferior 1
stepi 3
inferior 2
maintenance flush register-cache
print $pc
# The observer goes, and the driver goes on.
detach
inferior 1
stepi
