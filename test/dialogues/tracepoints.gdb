# Tracepoints stop nobody: a frame is a moment of the past, and tfind goes there.
connect
info tvariables
trace text_poke
actions
  collect $regs, *(unsigned char (*)[5])addr
end
passcount 3
trace text_poke_live
info tracepoints
tbreak smp_boot_cpus
tfind 0
tstart
continue
tstatus
refused tstop
info tracepoints
# The bytes as they were then, on the CPU that was there.
tfind start
p addr
set $site = (unsigned char *)addr
x/5xb addr
p len
p $trace_timestamp
p $trace_cpu
tfind
p addr
x/5xb addr
p $rip == &text_poke
refused continue
refused set var live_poke_info.len = 1
info threads
tfind
refused monitor seek start
# There are no more.
tfind
tfind tracepoint 1
tfind pc
tfind outside 0, 1
tfind 1
p $trace_frame
tfind end
p $trace_frame
# Back where it was, and the site as it has become.
where
x/5xb $site
tfind none
reverse-continue
# Who comes by again finds the frames that there are.
tbreak smp_boot_cpus
continue
tstatus
tstart
tstop
tstatus
kill
