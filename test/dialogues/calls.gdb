# Functions called from gdb return to a breakpoint on the stack, which no CPU could execute.
connect
tbreak patch_live
continue
print num_online_cpus()
print alt_wanted(&__alt_instructions[0])
dprintf flip_site,"flip %u\n", n
tbreak sites_check_exact
continue
up
watch flipped
continue
delete
tbreak flip_site
continue
return
info threads
thread apply 1 2 backtrace 2
tbreak *$sp
info symbol $sp
set scheduler-locking on
print $rip = $sp
continue
