# Another future for Xen: what is changed in the past leaves the old one as a branch, until it is dropped.
connect
tbreak nmi_apply_alternatives
continue
monitor mark before
monitor marks
tbreak smp_cpus_done
continue
monitor mark up
x/3xb handle_ist_exception
monitor when
# Steps back and forward, as steps of the machine, and over the end of what is known.
monitor back
monitor back 1000
monitor when
monitor forward 1
monitor forward 1000
refused monitor forward 1
monitor seek before
maintenance flush register-cache
info symbol $pc
x/3xb handle_ist_exception
monitor when
# As if it had been done already: the handler finds nothing to do.
set var *(int *)&alt_done = 3
monitor branches
monitor when
info os events
tbreak smp_cpus_done
continue
x/3xb handle_ist_exception
monitor marks
refused monitor seek up
# Back to where the futures part, and into the old one.
monitor branch future-1
maintenance flush register-cache
monitor branches
monitor seek end
maintenance flush register-cache
info symbol $pc
x/3xb handle_ist_exception
monitor when
refused monitor branch nobody
monitor branch future-2 drop
monitor branches
# A register, too; and what is written as it was is no event.
monitor back 5
maintenance flush register-cache
set var $rax = $rax
monitor branches
set var $rax = 1
monitor branches
monitor checkpoints
pipe monitor info checkpoints | sed -n '1,3p;$='
info os events
refused monitor seek 99999999999
refused monitor seek nowhere
monitor seek start
maintenance flush register-cache
info registers rip
monitor when
