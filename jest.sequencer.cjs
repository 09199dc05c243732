const Sequencer = require('@jest/test-sequencer').default;

/** The long ones first, so that no worker sits idle at the end. A fresh clone has no durations to sort by. */
module.exports = class extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};

const long = [
  /crash\/kills/,
  /alerts\/acceptance/,
  /scenarios/,
  /crash/,
  /attacks/,
  /instances/,
  /language\/(?:generated|properties)/,
  /browser/,
  /store\/(?:contract|sqlite\.)/,
  /changes\/(?:apply|approval|catalog|plan-revert)/,
];

function rank({ path }) {
  const at = long.findIndex((part) => part.test(path));
  return at < 0 ? long.length : at;
}
