# Conditions and counting: of the pokes before the CPUs come up, those of three bytes.
connect
tvariable $pokes = 0
tvariable $whose
trace text_poke if len == 3 && live == 0
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
# On four CPUs: each frame is of the CPU that came by.
delete tvariable $pokes
trace text_poke_live
actions
  collect $regs
  while-stepping 4
    collect $rip
  end
end
passcount 2
trace sites_check_either if $trace_cpu == 2
passcount 1
trace sites_check_exact if *(char *)0 == 1
set circular-trace-buffer off
tstart
tbreak sites_check_exact
continue
tstatus
tfind start
p $trace_cpu
tfind tracepoint 3
x/i $pc
tfind
x/i $pc
tfind
x/i $pc
tfind outside &text_poke_live, &text_poke_live
tfind pc text_poke_live
tfind tracepoint 4
p $trace_cpu
tfind none
# What the buffer has no room for ends the trace, unless it is circular.
delete
set trace-buffer-size 96
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
# Kinds that there are not.
refused strace -m marker
ftrace text_poke
refused tstart
kill
