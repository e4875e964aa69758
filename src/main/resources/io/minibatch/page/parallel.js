import {el, setText} from './dom.js';

const HEIGHT = 360;
const TOP = 52;
const BOTTOM = 28;
const SIDE = 56;
/** Least distance of the axes; where they need more room than there is, they scroll. */
const APART = 96;
const LONGEST = 14;

function svg(tag, properties, ...children) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(properties)) {
        element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
}

/** A text that is cut where it is too long for its axis, with all of it in the tooltip. */
function label(text, x, y, name) {
    const cut = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
    return svg('text', {x, y, class: name}, cut, svg('title', {}, text));
}

/**
 * Draws parallel coordinates as the server's picture does: the better the bluer, the best orange. The pointer or the arrow keys
 * choose a line, and its trial is said below.
 *
 * @param {{title, axes: {name, low, high}[], lines: {heights, rank, trial, settings}[]}} first lines with the best last
 * @return {{element, update, close}}
 */
export function parallel(first) {
    let json = first;
    let chosen = -1;
    let drawn = [];
    let width = 0;
    const place = el('div', {class: 'wide'});
    const said = el('p', {class: 'said small', role: 'status'});
    const caption = el('figcaption');
    const element = el('figure', {class: 'chart parallel'}, caption, place, said);

    const x = axis => json.axes.length === 1 ? width / 2 : SIDE + axis * (width - 2 * SIDE) / (json.axes.length - 1);
    const path = line => line.heights
        .map((height, a) => `${a === 0 ? 'M' : 'L'}${x(a).toFixed(1)} ${(HEIGHT - BOTTOM - height * (HEIGHT - BOTTOM - TOP)).toFixed(1)}`).join('');

    function choose(i) {
        if (drawn[chosen]) {
            drawn[chosen].classList.remove('chosen');
        }
        chosen = i;
        const line = json.lines[i];
        if (drawn[i]) {
            drawn[i].classList.add('chosen');
            drawn[i].parentNode.append(drawn[i]);
        }
        setText(said, line
            ? `Trial ${line.trial}, rank ${json.lines.length - i} of ${json.lines.length}: ${line.settings}; ${line.result}`
            : 'Point at a line, or use the arrow keys, to see its trial.');
    }

    function key(event) {
        const step = {ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1}[event.key];
        const last = json.lines.length - 1;
        if (step) {
            event.preventDefault();
            choose(chosen < 0 ? last : Math.min(Math.max(chosen + step, 0), last));
        } else if (event.key === 'Escape') {
            choose(-1);
        }
    }

    function draw() {
        width = Math.max(place.clientWidth, 2 * SIDE + (json.axes.length - 1) * APART);
        setText(caption, json.title);
        const lines = svg('g', {});
        const hits = svg('g', {});
        drawn = json.lines.map((line, i) => {
            const d = path(line);
            const best = i === json.lines.length - 1;
            const shape = svg('path', {d, 'stroke-width': best ? 3 : 1.5});
            shape.style.stroke = best ? 'var(--first)' : `color-mix(in srgb, var(--best) ${Math.round(100 * line.rank)}%, var(--worst))`;
            lines.append(shape);
            const hit = svg('path', {d, class: 'hit'});
            hit.addEventListener('pointerenter', () => choose(i));
            hits.append(hit);
            return shape;
        });
        const axes = json.axes.map((axis, a) => svg('g', {}, svg('line', {x1: x(a), x2: x(a), y1: TOP, y2: HEIGHT - BOTTOM}),
            label(axis.name, x(a), 18, 'name'), label(axis.high, x(a), 40, ''), label(axis.low, x(a), HEIGHT - 8, '')));
        const spoken = `${json.title}: ${json.lines.length} trials over ${json.axes.map(axis => axis.name).join(', ')}. The table below has the same values.`;
        const before = place.firstChild;
        const focused = before && before === document.activeElement;
        const picture = svg('svg', {width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', tabindex: '0', 'aria-label': spoken}, lines, ...axes, hits);
        picture.addEventListener('keydown', key);
        place.replaceChildren(picture);
        if (focused) {
            picture.focus({preventScroll: true});
        }
    }

    function redraw() {
        const trial = json.lines[chosen] && json.lines[chosen].trial;
        draw();
        chosen = -1;
        choose(json.lines.findIndex(line => line.trial === trial));
    }

    const observer = new ResizeObserver(() => {
        if (place.clientWidth > 0) {
            redraw();
        }
    });
    observer.observe(place);
    return {
        element,
        update(changed) {
            const trial = json.lines[chosen] && json.lines[chosen].trial;
            json = changed;
            chosen = json.lines.findIndex(line => line.trial === trial);
            redraw();
        },
        close: () => observer.disconnect(),
    };
}
