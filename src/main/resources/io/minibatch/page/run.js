import {get} from './api.js';
import {Charts} from './charts.js';
import {commandBlock, duration, el, number, setText, utc} from './dom.js';
import {fact, factList, hideEmpty} from './facts.js';
import {History, series} from './history.js';
import {live, notice} from './live.js';
import {Mistakes} from './mistakes.js';
import {showStatus} from './status.js';

/** The charts of a run: title, vertical axis, and the columns with their names. Those without measurements are left out. */
const CHARTS = [
    ['Cost', 'cost', [['training_cost', 'training'], ['evaluation_cost', 'validation']]],
    ['Accuracy', 'accuracy in %', [['training_accuracy', 'training'], ['evaluation_accuracy', 'validation']]],
    ['R²', 'R²', [['training_r2', 'training'], ['evaluation_r2', 'validation']]],
    ['Speed', 'examples per second', [['examples_per_second', 'examples per second']]],
    ['Learning rate', 'eta', [['eta', 'eta']]],
];

/** What a reader can do about a run that has not ended well. */
const ADVICE = {
    diverged: 'The cost became NaN or infinite. A smaller learning rate (eta) usually helps.',
    interrupted: 'The process ended before the run was complete.',
};

class Facts {
    status = fact('Status');
    best = fact('Best validation score');
    epochs = fact('Epochs');
    time = fact('Training time');
    speed = fact('Examples per second');
    network = fact('Network');
    data = fact('Data');
    backend = fact('Backend');
    started = fact('Started (UTC)');

    constructor() {
        this.element = factList(this);
        this.best.value.className = 'figure';
        this.status.value.setAttribute('role', 'status');
    }

    show(run) {
        showStatus(this.status.value, run, 'figure');
        setText(this.best.value, run.best ? `${run.best.label === 'R²' ? 'R² ' : ''}${run.best.text} at epoch ${number(run.best.epoch)}` : '');
        setText(this.epochs.value, run.epochs ? `${number(run.done || 0)} of ${run.epochs}` : number(run.done));
        setText(this.time.value, duration(run.seconds));
        setText(this.speed.value, run.examplesPerSecond ? number(Math.round(run.examplesPerSecond)) : '');
        setText(this.network.value, run.network);
        setText(this.data.value, run.data);
        setText(this.backend.value, String(run.run.backend || ''));
        setText(this.started.value, utc(run.started));
        hideEmpty(this);
    }
}

/** The charts of {@link CHARTS}, null for those that have nothing to show. */
function curves(history) {
    return CHARTS.map(([title, y, columns]) => {
        const present = columns.filter(([column]) => history.has(column));
        return present.length === 0 ? null
            : {title, x: {title: 'epoch'}, y: {title: y}, series: present.map(([column, name]) => series(history, column, name))};
    });
}

export async function show(main, id) {
    const history = new History(id);
    const facts = new Facts();
    const charts = new Charts(el('div', {class: 'charts'}));
    const problem = notice();
    const advice = el('p', {hidden: true});
    const resume = commandBlock();
    const resuming = el('section', {hidden: true}, el('h2', {}, 'Resume'), resume.element);
    const command = commandBlock();
    const settings = el('div', {class: 'chips'});
    const device = el('p', {class: 'small'});
    const waiting = el('p', {class: 'soft', hidden: true});
    const mistakes = new Mistakes(id);
    main.append(el('h1', {}, id), problem.element, facts.element, advice, waiting, charts.element, mistakes.element,
        el('h2', {}, 'Command'), command.element, resuming,
        el('details', {class: 'apart'}, el('summary', {}, 'All settings and the device'), settings, device));

    const changed = await live('runs', 'run', id, problem, async () => {
        const run = await get('/api/run', {id});
        await history.refresh();
        facts.show(run);
        charts.show(curves(history));
        setText(advice, ADVICE[run.status] || '');
        advice.hidden = advice.textContent === '';
        setText(waiting, run.status === 'running' ? 'Nothing has been measured yet.' : 'Nothing was measured.');
        waiting.hidden = history.rows.length > 0;
        command.show(run.command);
        resume.show(run.resume || '');
        resuming.hidden = !run.resume;
        setText(device, `Device: ${run.run.device || 'unknown'}`);
        const all = Object.entries(run.settings).filter(([, value]) => value !== '').map(([name, value]) => `${name} ${value}`);
        if (settings.childElementCount !== all.length) {
            settings.replaceChildren(...all.map(each => el('span', {class: 'chip'}, each)));
        }
        return run.fault;
    });
    return {changed, close: () => charts.close()};
}
