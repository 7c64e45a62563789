# The guest ends the machine by its debug exit port.
connect
tbreak machine_exit
continue
print code
monitor catch exit
continue
x/i $pc
reverse-stepi
x/i $pc
stepi
monitor when
continue
info threads
refused monitor when
