import uPlot from '/lib/uPlot.esm.js';
import {css, download, el, number, setText} from './dom.js';

const HEIGHT = 280;
/** Characters of a title that the height of a chart holds. */
const LONG = 30;
const COLOURS = 8;
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The colour of the i-th series; those beyond the eighth have other dashes. */
export function colour(i) {
    return css(`--series-${i % COLOURS + 1}`);
}

function positive(value, logarithmic) {
    return value !== null && value !== undefined && (!logarithmic || value > 0);
}

/**
 * Brings series with places of their own on the horizontal axis onto one list of places, as uPlot takes them; a place that a
 * series has twice is in the list twice.
 */
function aligned(series, logX, logY) {
    const slots = new Map();
    const points = series.map(({x, y}) => {
        const seen = new Map();
        const own = [];
        x.forEach((place, i) => {
            if (positive(place, logX) && positive(y[i], logY)) {
                const count = seen.get(place) || 0;
                seen.set(place, count + 1);
                const key = `${place}#${count}`;
                slots.set(key, {place, count});
                own.push([key, y[i], i]);
            }
        });
        return own;
    });
    const order = [...slots.entries()].sort(([, a], [, b]) => a.place - b.place || a.count - b.count);
    const index = new Map(order.map(([key], i) => [key, i]));
    const data = [order.map(([, slot]) => slot.place)];
    const spreads = [];
    points.forEach((own, s) => {
        const values = new Array(order.length).fill(null);
        const spread = new Array(order.length).fill(0);
        for (const [key, value, i] of own) {
            values[index.get(key)] = value;
            spread[index.get(key)] = series[s].spread && series[s].spread[i] || 0;
        }
        data.push(values);
        spreads.push(spread);
    });
    return {data, spreads};
}

function bars(plot, spreads) {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    spreads.forEach((spread, s) => {
        ctx.strokeStyle = colour(s);
        ctx.lineWidth = devicePixelRatio;
        ctx.beginPath();
        spread.forEach((half, i) => {
            const value = plot.data[s + 1][i];
            if (half > 0 && value !== null) {
                const x = Math.round(plot.valToPos(plot.data[0][i], 'x', true));
                ctx.moveTo(x, plot.valToPos(value - half, 'y', true));
                ctx.lineTo(x, plot.valToPos(value + half, 'y', true));
            }
        });
        ctx.stroke();
    });
    ctx.restore();
}

function near(values, at) {
    for (let d = 0; d < values.length; d++) {
        for (const i of [at - d, at + d]) {
            if (values[i] !== null && values[i] !== undefined) {
                return i;
            }
        }
    }
    return -1;
}

/** Steps between the numbers of an axis on which only whole numbers are, such as epochs. */
const WHOLE = Array.from({length: 16}, (_, i) => [1, 2, 5].map(first => first * 10 ** i)).flat();

/** The width of an upright axis: as much as its longest number takes. */
function wide(plot, values) {
    return Math.max(44, 22 + 7.2 * Math.max(0, ...(values || []).map(value => String(value).length)));
}

/** A range as the axis asks for it, or for the data where it leaves that open. */
function range(axis, logarithmic) {
    return (plot, least, most) => {
        if (least === null || most === null) {
            return [logarithmic ? 1 : 0, logarithmic ? 10 : 1];
        }
        const fit = logarithmic
            ? uPlot.rangeLog(least, most, 10, false)
            : least === most ? [least - (Math.abs(least) || 1) * 0.1, most + (Math.abs(most) || 1) * 0.1] : uPlot.rangeNum(least, most, 0.05, false);
        return [axis.low ?? fit[0], axis.high ?? fit[1]];
    };
}

/**
 * Draws series over one pair of axes. Drag to zoom, double click for all; buttons do the same.
 *
 * @param {{title, x, y, series: {name, style, x, y, spread}[]}} first as the server's ChartJson writes it
 * @return {{element, update, close}} update takes such an object; what was zoomed stays zoomed
 */
export function chart(first) {
    let json = first;
    let logs = {x: Boolean(first.x.logarithmic), y: Boolean(first.y.logarithmic)};
    let plot = null;
    let made = '';
    let spreads = [];
    let zoomed = false;
    const empty = el('p', {class: 'empty', hidden: true});
    const area = el('div', {class: 'area'}, empty);
    const legend = el('ul', {class: 'legend'});
    const caption = el('figcaption');
    const log = axis => el('button', {type: 'button', 'aria-pressed': String(logs[axis]), on: {click: event => {
        logs[axis] = !logs[axis];
        event.target.setAttribute('aria-pressed', String(logs[axis]));
        zoomed = false;
        made = '';
        draw();
    }}}, `Log ${axis}`);
    const tool = (name, action) => el('button', {type: 'button', on: {click: action}}, name);
    const tools = el('div', {class: 'tools'}, log('y'), log('x'), tool('Zoom in', () => zoom(0.25)), tool('Zoom out', () => zoom(-0.5)),
        tool('Reset zoom', () => { zoomed = false; draw(true); }), tool('PNG', png), tool('CSV', csv));
    const element = el('figure', {class: 'chart'}, caption, legend, area, tools);

    function zoom(share) {
        if (plot) {
            const {min, max} = plot.scales.x;
            zoomed = true;
            const [low, high] = logs.x ? [Math.log10(min), Math.log10(max)] : [min, max];
            const by = (high - low) * share;
            plot.setScale('x', logs.x ? {min: 10 ** (low + by), max: 10 ** (high - by)} : {min: low + by, max: high - by});
        }
    }

    function whole() {
        return json.series.every(series => series.x.every(Number.isInteger));
    }

    function options() {
        const axis = (side, name) => ({
            label: json[name].title, labelSize: 22, labelFont: `${side === 3 && json[name].title.length > LONG ? 11 : 13}px system-ui, sans-serif`, font: '12px system-ui, sans-serif',
            stroke: () => css('--ink'), grid: {stroke: () => css('--line'), width: 1}, ticks: {stroke: () => css('--line')},
            size: side === 3 ? wide : 40, side, values: (u, splits) => splits.map(value => value === null ? '' : number(value)),
        });
        return {
            width: Math.max(area.clientWidth, 200), height: HEIGHT,
            scales: {
                x: {time: false, distr: logs.x ? 3 : 1, range: range(json.x, logs.x)},
                y: {distr: logs.y ? 3 : 1, range: range(json.y, logs.y)},
            },
            axes: [{...axis(2, 'x'), ...(logs.x || !whole() ? {} : {incrs: WHOLE})}, axis(3, 'y')],
            legend: {show: false},
            cursor: {drag: {x: true, y: false}},
            series: [{}, ...json.series.map((series, i) => ({
                stroke: () => colour(i), spanGaps: true, width: series.style === 'REFERENCE' ? 1.2 : 2,
                dash: series.style === 'REFERENCE' ? [3, 4] : DASHES[Math.floor(i / COLOURS) % DASHES.length],
                paths: series.style === 'POINTS' ? () => null : undefined,
                points: {
                    show: series.style === 'POINTS' || series.x.length < 2 ? true : undefined, size: 6,
                    stroke: () => colour(i), fill: () => colour(i),
                },
            }))],
            hooks: {draw: [u => bars(u, spreads)], setCursor: [values], setSelect: [() => { zoomed = true; }]},
        };
    }

    function values(u) {
        json.series.forEach((series, s) => {
            const item = legend.children[s];
            const shown = item && item.querySelector('output');
            const at = u.cursor.idx === null || u.cursor.idx === undefined ? -1 : near(u.data[s + 1], u.cursor.idx);
            if (shown) {
                setText(shown, at < 0 ? '' : ` ${number(u.data[s + 1][at])} at ${number(u.data[0][at])}`);
            }
        });
    }

    function names() {
        legend.replaceChildren(...json.series.map((series, i) => {
            const key = el('span', {class: 'key', 'aria-hidden': 'true'});
            key.style.borderTopColor = colour(i);
            key.style.borderTopStyle = series.style === 'REFERENCE' || i >= COLOURS ? 'dashed' : series.style === 'POINTS' ? 'dotted' : 'solid';
            return el('li', {}, key, series.name, el('output', {class: 'soft'}));
        }));
    }

    function draw(all = false) {
        setText(caption, json.title);
        const next = aligned(json.series, logs.x, logs.y);
        spreads = next.spreads;
        const shape = JSON.stringify([json.series.map(series => [series.name, series.style, series.x.length < 2]), json.x, json.y, logs, whole()]);
        if (shape !== made || !plot) {
            if (plot) {
                plot.destroy();
            }
            made = shape;
            zoomed = false;
            names();
            plot = new uPlot(options(), next.data, area);
            plot.over.addEventListener('dblclick', () => { zoomed = false; });
        } else if (zoomed && !all) {
            const {min, max} = plot.scales.x;
            plot.setData(next.data, false);
            plot.setScale('x', {min, max});
        } else {
            plot.setData(next.data);
        }
        empty.hidden = next.data[0].length > 0;
        setText(empty, json.series.some(series => series.y.length > 0) ? 'There are no positive values to draw.' : 'Nothing has been measured yet.');
        plot.root.setAttribute('role', 'img');
        plot.root.setAttribute('aria-label', spoken());
    }

    function spoken() {
        const last = json.series.map(series => `${series.name}: ${series.y.length} points`
            + (series.y.length ? `, the last ${number(series.y[series.y.length - 1])}` : ''));
        return `${json.title}. ${last.join('; ')}`;
    }

    function png() {
        const from = plot.ctx.canvas;
        const scale = devicePixelRatio;
        const rows = json.series.length;
        const head = (34 + 18 * rows) * scale;
        const picture = el('canvas');
        picture.width = from.width;
        picture.height = from.height + head;
        const context = picture.getContext('2d');
        context.fillStyle = css('--ground');
        context.fillRect(0, 0, picture.width, picture.height);
        context.fillStyle = css('--ink');
        context.font = `600 ${15 * scale}px system-ui, sans-serif`;
        context.fillText(json.title, 12 * scale, 22 * scale);
        context.font = `${13 * scale}px system-ui, sans-serif`;
        json.series.forEach((series, i) => {
            const y = (42 + 18 * i) * scale;
            context.fillStyle = colour(i);
            context.fillRect(12 * scale, y - 5 * scale, 18 * scale, 3 * scale);
            context.fillStyle = css('--ink');
            context.fillText(series.name, 38 * scale, y);
        });
        context.drawImage(from, 0, head);
        picture.toBlob(blob => download(`${fileName()}.png`, blob));
    }

    function csv() {
        const quoted = text => /^[=+\-@]|[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
        const lines = [['series', json.x.title, json.y.title].map(quoted).join(',')];
        for (const series of json.series) {
            series.x.forEach((x, i) => lines.push([quoted(series.name), x ?? '', series.y[i] ?? ''].join(',')));
        }
        download(`${fileName()}.csv`, new Blob([lines.join('\n') + '\n'], {type: 'text/csv'}));
    }

    function fileName() {
        return json.title.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').toLowerCase() || 'chart';
    }

    const repaint = () => { names(); plot && plot.redraw(); };
    dark.addEventListener('change', repaint);
    const observer = new ResizeObserver(() => {
        if (plot && area.clientWidth > 0) {
            plot.setSize({width: area.clientWidth, height: HEIGHT});
        } else if (area.clientWidth > 0) {
            draw();
        }
    });
    observer.observe(area);
    return {
        element,
        update(changed) {
            json = changed;
            if (plot) {
                draw();
            }
        },
        close() {
            observer.disconnect();
            dark.removeEventListener('change', repaint);
            if (plot) {
                plot.destroy();
                plot = null;
            }
        },
    };
}
