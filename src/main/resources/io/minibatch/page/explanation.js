import {css, el, number} from './dom.js';

const SIDE = 168;
/** Outputs of a classification that are all shown. */
const MOST_OUTPUTS = 10;

/** Red, green and blue of a colour that style.css writes as #rrggbb. */
function channels(colour) {
    return [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));
}

/**
 * A picture of numbers.
 *
 * @param {function(number): number[]} colour red, green and blue of a value
 */
export function picture(values, rows, columns, label, colour, side = SIDE) {
    const canvas = el('canvas', {width: columns, height: rows, class: 'pixels', role: 'img', 'aria-label': label});
    canvas.style.width = `${side}px`;
    canvas.style.height = `${side * rows / columns}px`;
    const context = canvas.getContext('2d');
    const image = context.createImageData(columns, rows);
    values.forEach((value, i) => {
        const [red, green, blue] = colour(value, i);
        image.data.set([red, green, blue, 255], 4 * i);
    });
    context.putImageData(image, 0, 0);
    return canvas;
}

/** Ink of an example, from 0 to 255. */
export function ink(value) {
    return [value, value, value];
}

/** A colour scale from orange (against) over the ground to blue (for). */
export function signed(most) {
    const ground = channels(css('--ground'));
    const positive = channels(css('--series-1'));
    const negative = channels(css('--series-2'));
    return value => {
        const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0;
        const ends = value >= 0 ? positive : negative;
        return ground.map((from, i) => Math.round(from + share * (ends[i] - from)));
    };
}

export function largest(values) {
    return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function framed(title, content) {
    return el('figure', {class: 'small-picture'}, content, el('figcaption', {}, title));
}

/** The largest outputs, the largest first, and that of the actual class. */
function foremost(all, desired) {
    const sorted = [...all].sort(([, one], [, other]) => other - one);
    return sorted.filter(([name], i) => i < MOST_OUTPUTS || name === desired);
}

/** The outputs as bars, of many classes the foremost; the largest is marked, and the actual class where it is known. */
export function outputs(answer) {
    const all = Object.entries(answer.outputs);
    const most = Math.max(...all.map(([, value]) => Math.abs(value)), 1e-30);
    const values = answer.class === undefined || all.length <= MOST_OUTPUTS ? all : foremost(all, answer.desired);
    const rows = values.map(([name, value]) => {
        const bar = el('span', {class: 'bar-of', 'aria-hidden': 'true'});
        bar.style.width = `${100 * Math.max(0, value) / Math.max(most, answer.class === undefined ? most : 1)}%`;
        return el('tr', {class: name === answer.class ? 'chosen' : ''}, el('th', {scope: 'row'}, name, name === answer.desired ? el('span', {class: 'actual'}, ' (actual)') : null), el('td', {class: 'grow'}, bar),
            el('td', {class: 'number'}, answer.class === undefined ? number(value) : value.toFixed(3)));
    });
    return el('div', {}, el('table', {class: 'outputs'}, el('tbody', {}, ...rows)),
        values.length < all.length ? el('p', {class: 'soft small'}, `The largest of ${number(all.length)} outputs.`) : null);
}

/** Everything the server says of an example: the picture as the network sees it, evidence, outputs, hidden activations. */
export function explanation(answer) {
    const parts = [];
    const {image} = answer;
    const about = answer.class === undefined ? 'the number' : `class ${answer.class}`;
    if (image) {
        parts.push(framed('As the network sees it', picture(image.pixels, image.rows, image.columns, 'The picture as the network sees it', ink)));
        parts.push(framed(`Evidence: blue for ${about}, orange against`,
            picture(answer.evidence, image.rows, image.columns, `Pixels that speak for and against ${about}`, signed(largest(answer.evidence)))));
        parts.push(framed(`More ink here: blue would help ${about}, orange harm`,
            picture(answer.gradient, image.rows, image.columns, `Where more ink would help or harm ${about}`, signed(largest(answer.gradient)))));
    }
    const hidden = answer.layers.map(({name, neurons, activations}) => {
        const columns = Math.min(activations.length, 10);
        const rows = Math.ceil(activations.length / columns);
        const padded = activations.concat(new Array(rows * columns - activations.length).fill(0));
        const count = activations.length < neurons ? `the first ${activations.length} of ${number(neurons)}` : `${neurons}`;
        const label = `${name}: ${count} activations, the largest ${number(largest(activations))}`;
        return framed(`${name[0].toUpperCase()}${name.slice(1)}, ${count} activations: blue positive, orange negative`, picture(padded, rows, columns, label, signed(largest(activations)), 120));
    });
    return el('div', {class: 'pictures'}, ...parts, ...hidden);
}
