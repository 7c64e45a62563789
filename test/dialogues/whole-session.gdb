# From power-on to the live pass, with every way to stop; played twice, it must be the same twice.
connect
monitor quantum 7
break nmi_apply_alternatives
continue
stepi 20
watch *(unsigned char *)(site_cross_page + 3)
continue
continue
delete
break worker_loop thread 3
continue
next
delete
monitor inject nmi 1
monitor inject mce 2
tbreak do_machine_check
continue
info threads
set scheduler-locking step
next
set scheduler-locking off
continue
monitor when
info os sites
set var $rax = 5
stepi
watch -location iterations[3]
continue
monitor info cpus
monitor when
disconnect
