# The story that `npm run demo` tells. After npm start it can also be read into one's own gdb.
set pagination off
set confirm off
set width 0
set style enabled off
set filename-display basename
set print frame-arguments none
set print frame-info location
set print address off
set trace-commands on

echo -- Four CPUs, halted at entry. This patch site lies across a page boundary.\n
monitor info sites site_cross_page

echo -- At boot CPU 0 sends itself an NMI and patches in its handler, as Xen does.\n
tbreak nmi_apply_alternatives
continue
backtrace 5
echo -- Text is written through another mapping; a watchpoint on its linked address sees it.\n
watch *(unsigned char *)(site_cross_page + 3)
continue
backtrace 3
echo -- The site is torn now: nobody should ever execute these bytes.\n
monitor info sites torn
delete
finish
echo -- And this is the finished one.\n
monitor info sites site_cross_page

echo -- Later CPU 0 patches live, while the other CPUs run through the sites.\n
tbreak text_poke_live if live_poke_info.addr == site_same_length_5
continue
info threads
echo -- It writes a breakpoint first. This 0xcc is the guest's; gdb's own are never in memory.\n
watch *(unsigned char *)site_same_length_5
continue
monitor info sites being written
echo -- Hold CPU 0 right there and let CPU 1 alone run: it meets the breakpoint, and waits.\n
thread 2
set scheduler-locking on
tbreak text_poke_live
continue
backtrace 4
echo -- An NMI for CPU 0, between the breakpoint and the tail, is delivered under stepi.\n
thread 1
monitor inject nmi 0
stepi
backtrace 2
echo -- Let all of them go: the guest checks every site and ends the machine.\n
delete
set scheduler-locking off
continue
