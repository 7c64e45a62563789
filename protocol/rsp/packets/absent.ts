/** Packets that are known and answered with the empty reply, each with the reason. */
import { absent, type Support } from '../packet.ts';

export interface AbsentPacket {
  readonly prefix: string;
  readonly support: Support;
}

const row = (prefix: string, why: string): AbsentPacket => ({ prefix, support: absent(why) });

// prettier-ignore
export const absentPackets: readonly AbsentPacket[] = [
  row('QEnvironment',  'an image has a command line and no environment'),
  row('QSetWorkingDir', 'a machine has no working directory'),
  row('QStartupWithShell', 'no shell starts a machine'),
  row('QDisableRandomization', 'an image is loaded where it was linked'),
  row('vFile:',        'the one file that is served is only read'),
  row('qTStatus',      'tracepoints are not there'),
  row('qTfV',          'tracepoints are not there'),
  row('qTfP',          'tracepoints are not there'),
  row('qL',            'superseded by qfThreadInfo'),
  row('qP',            'superseded by qThreadExtraInfo'),
  row('qOffsets',      'an image is loaded where it was linked'),
  row('qTLSAddr',      'a machine has no thread-local storage of its own'),
  row('A',             'vRun starts the machine anew; an image has a command line of its own'),
  row('QEnableCompression:', 'TCP to the same host is fast enough'),
  row('QLaunchArch:',  'a machine is of one architecture'),
  row('QPassSignals:', 'a machine has no signals'),
  row('QRestoreRegisterState:', 'registers are written one by one'),
  row('QSaveRegisterState', 'registers are read one by one'),
  row('QSetDetachOnError:', 'a client that has gone always leaves the machine as it is'),
  row('QSetDisableASLR:', 'an image is loaded where it was linked'),
  row('QSetEnableAsyncProfiling', 'monitor count counts what is executed'),
  row('QSetSTD',       'the console of the machine is where the server was started'),
  row('QSyncThreadState:', 'registers are always those of the machine'),
  row('_m',            'no memory is ever given by _M'),
  row('jGetDyldProcessState', 'a machine has no dynamic linker'),
  row('jGetLoadedDynamicLibrariesInfos:', 'an image has no shared libraries'),
  row('jGetSharedCacheInfo:', 'an image has no shared libraries'),
  row('jLLDBTrace',    'the machine goes back in time instead (gdb)'),
  row('jModulesInfo:', 'the image is one file, and lldb is told of it by target create'),
  row('jSignalsInfo',  'a machine has no signals'),
  row('jThreadExtendedInfo:', 'a CPU has no queues'),
  row('qFileLoadAddress:', 'an image is loaded where it was linked'),
  row('qGDBServerVersion', 'packets tell what they can do, not a version'),
  row('qGetPid',       'the pid of the server is not that of the machine'),
  row('qGetProfileData', 'monitor count counts what is executed'),
  row('qGetTLSBase',   'a machine has no thread-local storage of its own'),
  row('qGetWorkingDir', 'a machine has no working directory'),
  row('qGroupName:',   'a machine has no users'),
  row('qLaunchSuccess', 'vRun says so itself'),
  row('qMemTags:',     'x86 has no memory tags'),
  row('qModuleInfo:',  'the image is one file, and lldb is told of it by target create'),
  row('qPathComplete:', 'a machine has no files'),
  row('qPlatform_',    'a machine is no platform that runs programs'),
  row('qProcessInfoPID:', 'there is one process, and qProcessInfo tells of it'),
  row('qRegisterInfo', 'the target description tells of all registers at once'),
  row('qShlibInfoAddr', 'an image has no shared libraries'),
  row('qSpeedTest:',   'TCP to the same host is fast enough'),
  row('qStructuredDataPlugins', 'a machine sends no such data'),
  row('qUserName:',    'a machine has no users'),
  row('qVAttachOrWaitSupported', 'the machine is there: nobody has to wait for it'),
  row('qXfer:auxv:',   'an image is started by no kernel that would tell it anything'),
  row('qXfer:libraries', 'an image has no shared libraries'),
  row('qfProcessInfo', 'there is one process, and qProcessInfo tells of it'),
  row('vAttachName;',  'vAttach;1 is the machine'),
  row('vAttachOrWait;', 'vAttach;1 is the machine'),
  row('vAttachWait;',  'vAttach;1 is the machine'),
];
