import { listeningHint } from '../../../src/resources/hosts/listening-hint';

const ADDRESS = { host: '127.122.121.1', port: 31353 };

function hint(...addresses: string[]): string[] {
  return listeningHint('web', addresses.map((address) => ({ address, port: ADDRESS.port })), ADDRESS);
}

test.each([['0.0.0.0'], ['::'], [ADDRESS.host], ['127.0.0.1', '0.0.0.0'], []])('nothing is wrong with %s', (...addresses: string[]) => {
  expect(hint(...addresses)).toEqual([]);
});

test.each([
  [['127.0.0.1'], '127.0.0.1:31353'],
  [['::1'], '[::1]:31353'],
  [['127.0.0.1', '::1'], '127.0.0.1:31353 and [::1]:31353'],
])('%j is not where the load balancer looks', (addresses, places) => {
  expect(hint(...addresses)).toEqual([`web listens on ${places} only, where no request reaches it: `
    + 'make it listen on HOST (127.122.121.1 here, 0.0.0.0 on AWS), or on 0.0.0.0']);
});

test.each([[['10.0.0.7'], '10.0.0.7:31353'], [['127.0.0.1', '10.0.0.7'], '127.0.0.1:31353 and 10.0.0.7:31353']])(
  '%j is where the load balancer looks on AWS only', (addresses, places) => {
    expect(hint(...addresses)).toEqual([`web listens on ${places} only, the machine's own address, where requests reach it on AWS, but not here, `
      + 'because local hosts share one network: make it listen on HOST (127.122.121.1 here, 0.0.0.0 on AWS), or on 0.0.0.0']);
  });

test('with Lambda, the own address is no help on AWS either', () => {
  expect(listeningHint('web', [{ address: '10.0.0.7', port: 1 }], { host: '127.0.0.1', port: 1 }, '127.0.0.1')[0])
    .toContain('where no request reaches it');
});

test('with Lambda, HOST is the same on AWS', () => {
  expect(listeningHint('web', [{ address: '::1', port: 1 }], { host: '127.0.0.1', port: 1 }, '127.0.0.1'))
    .toEqual(['web listens on [::1]:1 only, where no request reaches it: make it listen on HOST (127.0.0.1), or on 0.0.0.0']);
});

test('the port comes first', () => {
  const listeners = [{ address: '127.0.0.1', port: 3000 }, { address: '::1', port: 3000 }, { address: '::', port: 9090 }];
  expect(listeningHint('web', listeners, ADDRESS)).toEqual(['web listens on 3000, 9090, not on PORT=31353: make it read PORT from its environment']);
});
