import {get} from './api.js';
import {Charts} from './charts.js';
import {commandBlock, el, setText} from './dom.js';
import {answer} from './experiments.js';
import {fact, factList, hideEmpty} from './facts.js';
import {headings, table} from './list.js';
import {live, notice} from './live.js';
import {resumption, showStatus} from './status.js';

class Facts {
    status = fact('Status');
    trials = fact('Trials that have ended');
    days = fact('Trained');

    constructor() {
        this.element = factList(this);
        this.status.value.setAttribute('role', 'status');
        this.trials.value.className = 'figure';
    }

    show(experiment) {
        showStatus(this.status.value, experiment, 'figure');
        setText(this.trials.value, experiment.planned ? `${experiment.done} of ${experiment.planned}` : '');
        setText(this.days.value, experiment.done ? experiment.days : '');
        hideEmpty(this);
    }
}

/** A part of the view that is made again where it has something else to show. */
class Part {
    shown = '';

    constructor(element, make) {
        this.element = element;
        this.make = make;
    }

    show(json) {
        const text = JSON.stringify(json);
        if (text !== this.shown) {
            this.shown = text;
            this.element.replaceChildren(...this.make(json));
        }
    }
}

function verdicts(answers) {
    return answers.map(({word, says, figures}) => el('li', {},
        answer(word, word[0].toUpperCase() + word.slice(1)), ` ${says}: `, el('span', {class: 'soft'}, figures)));
}

function row(cells) {
    return el('tr', {}, ...cells.map((cell, i) => i === 0 ? el('th', {scope: 'row', class: 'label'}, cell) : el('td', {class: 'number'}, cell)));
}

function circumstances(all) {
    return Object.entries(all).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)));
}

export async function show(main, id) {
    const facts = new Facts();
    const title = el('h1', {}, id);
    const path = el('p', {class: 'small soft', hidden: true}, id);
    const claim = el('p');
    const problem = notice();
    const resume = resumption();
    const answers = new Part(el('ul', {class: 'verdicts'}), verdicts);
    const explanation = el('p', {class: 'small soft'});
    const legend = el('p', {class: 'small soft'});
    const head = new Part(el('tr'), names => headings(names.map((name, i) => [name, i === 0 ? '' : 'number wraps'])));
    const body = new Part(el('tbody'), rows => rows.map(row));
    const charts = new Charts(el('div', {class: 'charts'}));
    const notes = el('p', {class: 'apart'});
    const commands = commandBlock();
    const around = new Part(el('dl', {class: 'facts'}), circumstances);
    const report = el('div', {hidden: true}, claim, el('h2', {}, 'Verdicts'), answers.element, explanation,
        el('h2', {}, 'Results'), legend, table('Results', head.element, body.element), charts.element, notes, around.element,
        el('details', {}, el('summary', {}, 'Commands that train the same networks'), commands.element));
    main.append(title, path, problem.element, facts.element, resume.element, report);

    const changed = await live('experiments', 'experiment', id, problem, async () => {
        const experiment = await get('/api/experiment', {id});
        facts.show(experiment);
        resume.show(experiment.status);
        report.hidden = !experiment.table;
        if (experiment.table) {
            path.hidden = false;
            setText(title, experiment.title);
            setText(claim, `The chapter, “${experiment.chapter}”: ${experiment.claim}`);
            answers.show(experiment.answers);
            setText(explanation, experiment.explanation);
            setText(legend, experiment.legend);
            head.show(experiment.table.header);
            body.show(experiment.table.rows);
            charts.show(experiment.charts);
            setText(notes, experiment.notes);
            around.show(experiment.circumstances);
            commands.show(Object.entries(experiment.commands).map(([label, command]) => `# ${label}\n${command}`).join('\n'));
        }
        return experiment.fault;
    });
    return {changed, close: () => charts.close()};
}
