# While tracing runs: conditions, counts in trace state variables, steps behind a hit, points that come and go.
connect
tvariable $pokes = 0
trace *'text_poke.isra.0'
actions
  teval $pokes = $pokes + 1
end
trace nmi_apply_alternatives
actions
  collect $pokes
  while-stepping 3
    collect $rip
  end
end
tstart
tbreak *'text_poke.isra.0' if $rdx > 40
continue
tstatus
info tvariables
# Not noted any more from here on, but the other one is.
disable 1
tbreak smp_prepare_cpus
continue
tstatus
info tvariables
enable 1
trace start_secondary if $trace_cpu == 1
tbreak smp_cpus_done
continue
tstatus
info tracepoints
tstop seen enough
tstatus
# Of the second pass: what was counted until then, the steps behind it, and what those have not collected.
tfind outside start_secondary
tfind tracepoint 2
x/i $pc
tfind
x/i $pc
print $pokes
tfind pc nmi_apply_alternatives
print $pokes
tfind tracepoint 5
info threads
tfind none
# A buffer of a size: what it has no room for ends the trace, or goes over the oldest.
delete
monitor seek start
maintenance flush register-cache
set trace-buffer-size 1000
trace *'text_poke.isra.0'
tstart
tbreak smp_prepare_cpus
continue
tstatus
monitor seek start
maintenance flush register-cache
set circular-trace-buffer on
tstart
tbreak smp_prepare_cpus
continue
tstatus
tstop
tfind start
print $trace_timestamp
tfind none
# Who has gone comes back to a trace that has run on.
set disconnected-tracing on
set circular-trace-buffer off
set trace-buffer-size unlimited
tstart
disconnect
connect
tbreak smp_cpus_done
continue
tstatus
info tracepoints
kill
