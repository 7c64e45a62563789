# Tracepoints on Xen: a frame of each poke of one size, and of each CPU that comes up; tfind goes there.
connect
trace *'text_poke.isra.0' if $rdx > 40
actions
  collect $regs, *(unsigned char (*)[51])$rdi
end
trace start_secondary
trace __cpu_up
passcount 1 2
info tracepoints
break smp_cpus_done
tfind 0
tstart
continue
tstatus
# It has ended by the pass count of start_secondary.
info tracepoints
# The first of them: its site as it was then.
tfind start
print/x $rdi
set $site = $rdi
x/3i $site
print $trace_timestamp
print $trace_cpu
backtrace 2
info threads
refused continue
refused set var *(char *)$site = 0
tfind
print $trace_frame
tfind tracepoint 2
print $trace_cpu
# gdb has one set of registers for a frame, those of its CPU: it shows them for each thread.
info threads
x/3i $site
tfind tracepoint 2
tfind end
print $trace_frame
# The present again: the site as it has become.
x/3i $site
info symbol $pc
tfind pc start_secondary
tfind range __cpu_up, start_secondary
tfind outside __cpu_up, start_secondary
tfind none
info symbol $pc
