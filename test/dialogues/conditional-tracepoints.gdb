# Conditions and counting: of the pokes before the CPUs come up, those of three bytes.
connect
tvariable $pokes = 0
tvariable $whose
trace text_poke if len == 3
actions
  teval $pokes = $pokes + 1
  collect $pokes
end
tbreak smp_boot_cpus
tstart
continue
tstop
tstatus
tfind start
p $pokes
p len
p $whose
tfind
p $pokes
tfind none
p $pokes
info tvariables
delete
# On four CPUs: each frame is of the CPU that came by, and steps behind a hit are frames as well.
delete tvariable $pokes
trace text_poke_live
actions
  collect $regs
  while-stepping 4
    collect $rip
  end
end
trace sites_check_either if $trace_cpu == 2
set circular-trace-buffer off
tstart
break text_poke_live
ignore $bpnum 2
continue
tstop
tstatus
info tracepoints
tfind tracepoint 4
p $trace_cpu
tfind tracepoint 3
x/i $pc
tfind
x/i $pc
tfind
x/i $pc
tfind pc text_poke_live
p $trace_cpu
tfind outside text_poke_live, text_poke_live
tfind range text_poke_live, text_poke_live
tfind none
# Tracepoints come and go while tracing runs.
tstart
disable 4
trace sites_check_either
continue
tstop
tstatus
info tracepoints
# Where a condition cannot be evaluated, tracing ends and says why.
delete
trace sites_check_either if *(char *)0 == 1
tstart
tbreak text_poke_live
continue
tstatus
# What the buffer has no room for ends the trace, unless it is circular.
delete
set trace-buffer-size 64
trace sites_check_either
tstart
tbreak text_poke_live
continue
tstatus
set circular-trace-buffer on
tstart
tbreak text_poke_live
continue
tstatus
# So do steps behind hits for which there is none.
delete
set circular-trace-buffer off
trace sites_check_either
actions
while-stepping 3
end
end
tstart
tbreak text_poke_live
continue
tstatus
tstatus
# A jump instead of a trap there is not, nor are markers.
ftrace run_c_statement
tstart
refused strace -m marker
kill
