# Every kind of breakpoint, the first of them set while the CPU is in 32-bit mode without paging.
connect
hbreak __start_hypervisor
tbreak identify_cpu
break printk if fmt[0] == 'S' && fmt[1] == 'M'
break *enter_long_mode
continue
continue
info breakpoints
continue
continue
backtrace 2
condition 3
ignore 3 2
commands 3
silent
printf "printk: %s", fmt
continue
end
tbreak smp_start_workers
continue
info breakpoints
