/** Specifies protocol/rsp/packets/symbol.ts. */
import fc from 'fast-check';
import { symbol } from '../../../../protocol/rsp/packets/symbol.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('symbol', symbol, {
  means: [['qSymbol::', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
