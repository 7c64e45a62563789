# Two CPUs come to the same breakpoint within one turn: each is reported, one per resume.
connect
tbreak text_poke_live
continue
break sites_check_either
continue
continue
continue
info breakpoints
kill
