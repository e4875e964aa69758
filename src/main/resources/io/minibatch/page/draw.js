import {concerns, get, post} from './api.js';
import {Canvas} from './canvas.js';
import {address, el, number, setText} from './dom.js';
import {explanation, largest, outputs, picture, signed} from './explanation.js';

/**
 * Sends one question at a time, always the newest: a stroke that comes while one is on its way replaces the one that waits, so that
 * the last is always answered.
 */
class Questions {
    busy = false;
    waiting = null;

    constructor(id, answered, failed) {
        this.id = id;
        this.answered = answered;
        this.failed = failed;
    }

    /** @param {function(): Promise<{body, type}|null>} make makes the question when its turn comes, null for none */
    async ask(make) {
        this.forgotten = false;
        this.waiting = make;
        if (this.busy) {
            return;
        }
        this.busy = true;
        while (this.waiting) {
            const next = this.waiting;
            this.waiting = null;
            try {
                const start = performance.now();
                const question = await next();
                if (question) {
                    const answer = await post('/api/explain', {id: this.id}, question.body, question.type);
                    if (!this.forgotten) {
                        this.answered(answer, performance.now() - start);
                    }
                }
            } catch (refused) {
                if (!this.forgotten) {
                    this.failed(refused);
                }
            }
        }
        this.busy = false;
    }

    /** Forgets the question that waits, and the answer to the one that is on its way. */
    forget() {
        this.waiting = null;
        this.forgotten = true;
    }
}

/** The choice of a model among those that there are. */
class ModelChoice {
    select = el('select', {on: {change: () => { location.hash = address('draw', this.select.value); }}});
    element = el('div', {class: 'bar'}, el('label', {}, 'Model ', this.select));
    shown = '';

    show(models, id) {
        const text = JSON.stringify(models);
        if (text !== this.shown) {
            this.shown = text;
            this.select.replaceChildren(...models.map(model => el('option', {value: model.id}, model.id || model.file)));
            this.select.value = id;
        }
    }
}

/** The field to draw on, and a picture from a file in its place. */
function drawing(questions, thing, cleared) {
    const field = new Canvas(`Field to draw a ${thing} on`, () => {
        if (field.empty) {
            questions.forget();
            cleared();
        } else {
            questions.ask(async () => field.empty ? null : {body: field.bmp(), type: 'image/bmp'});
        }
    });
    const send = file => file && questions.ask(async () => ({body: file, type: file.type || 'application/octet-stream'}));
    const file = el('input', {type: 'file', accept: 'image/*', on: {change: () => send(file.files[0])}});
    const area = el('div', {class: 'drop', on: {
        dragover: event => event.preventDefault(),
        drop: event => { event.preventDefault(); send(event.dataTransfer.files[0]); },
    }}, field.element, el('div', {class: 'bar'},
        el('button', {type: 'button', on: {click: () => field.undo()}}, 'Undo'),
        el('button', {type: 'button', on: {click: () => field.clear()}}, 'Clear')),
    el('label', {class: 'small'}, 'Or drop a picture above, or choose one: ', file));
    return area;
}

/** A number for each column. */
function form(model, questions) {
    const names = model.features.length > 0 ? model.features : Array.from({length: model.inputs}, (_, i) => `${i + 1}`);
    const fields = names.map(name => el('input', {type: 'number', step: 'any', value: '0', 'aria-label': name}));
    const ask = () => questions.ask(async () => ({
        body: JSON.stringify(fields.map(field => Number(field.value))), type: 'application/json',
    }));
    fields.forEach(field => field.addEventListener('input', ask));
    ask();
    return el('div', {class: 'columns'}, ...names.map((name, i) => el('label', {}, el('span', {}, name), fields[i])));
}

async function firstLayer(id, section) {
    const {rows, columns, neurons, limit} = await get('/api/weights', {id});
    section.replaceChildren(el('h2', {}, 'Weights of the first layer'),
        el('p', {class: 'soft small'}, `Each picture shows the weights of one hidden neuron: blue positive, orange negative, the largest ${number(limit)}.`),
        el('div', {class: 'pictures tight'}, ...neurons.map((weights, i) =>
            picture(weights, rows, columns, `Weights of neuron ${i + 1}`, signed(largest(weights)), 64))));
}

/** Says that there is no model, until there is one. */
function nothing(main) {
    let opened = null;
    main.append(el('h1', {}, 'Try a model'), el('p', {class: 'soft'}, 'No model yet. Train one with ', el('code', {}, 'minibatch train'), '; it appears here at once.'));
    return {
        async changed(change) {
            if (opened) {
                await opened.changed(change);
            } else if ((await get('/api/models')).models.length > 0) {
                main.replaceChildren();
                opened = await show(main);
            }
        },
        close: () => opened?.close(),
    };
}

export async function show(main, wanted) {
    const {models} = await get('/api/models');
    if (models.length === 0) {
        return nothing(main);
    }
    const chosen = models.find(each => each.id === wanted) || (wanted === undefined ? models[0] : null);
    if (!chosen) {
        throw new Error(`There is no model '${wanted}'; its run may have been removed or renamed.`);
    }
    const model = {...await get('/model', chosen.id ? {run: chosen.id} : {}), ...chosen};
    const choice = new ModelChoice();
    choice.show(models, model.id);
    const verdict = el('p', {class: 'verdict', role: 'status'});
    const time = el('p', {class: 'soft small'});
    const values = el('div');
    const details = el('div');
    const weights = el('section');
    const thing = model.outputs.every(name => /^\d$/.test(name)) ? 'digit' : 'picture';
    const hint = model.rows ? `Draw a ${thing}.` : '';
    const cleared = () => {
        setText(verdict, hint);
        setText(time, '');
        values.replaceChildren();
        details.replaceChildren();
    };
    const questions = new Questions(model.id, (answer, milliseconds) => {
        setText(verdict, answer.class === undefined ? 'Predicted' : `Class ${answer.class}`);
        setText(time, `Answered in ${milliseconds.toFixed(1)} ms (${answer.milliseconds.toFixed(1)} ms on the server).`);
        values.replaceChildren(outputs(answer));
        details.replaceChildren(explanation(answer));
    }, refused => {
        cleared();
        setText(verdict, refused.message);
    });
    main.append(el('h1', {}, 'Try a model'), choice.element,
        el('div', {class: 'try'}, el('div', {}, model.rows ? drawing(questions, thing, cleared) : form(model, questions)),
            el('div', {class: 'grow'}, verdict, values, time)), details, weights);
    if (model.rows) {
        cleared();
        await firstLayer(model.id, weights);
    }
    return {
        async changed(change) {
            if (concerns(change, 'runs')) {
                choice.show((await get('/api/models')).models, model.id);
            }
            if (model.rows && model.id && concerns(change, 'runs', model.id)) {
                await firstLayer(model.id, weights).catch(() => {});
            }
        },
        close: () => questions.forget(),
    };
}
