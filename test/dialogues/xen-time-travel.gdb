# Xen has brought both CPUs up; from there back to who wrote one of its sites, and when CPU 1 began.
connect
tbreak smp_cpus_done
continue
monitor mark up
x/3xb 0xffff82d040205780
watch *(char *)0xffff82d040205780
reverse-continue
x/i $pc
info symbol $pc
x/3xb 0xffff82d040205780
p (int)alt_done
monitor when
reverse-stepi
info symbol $pc
delete
monitor seek up
maintenance flush register-cache
break start_secondary
reverse-continue
info threads
reverse-stepi
x/i $pc
delete
continue
