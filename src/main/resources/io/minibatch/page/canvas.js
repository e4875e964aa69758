import {el} from './dom.js';

const SIDE = 280;
const PEN = 22;

/**
 * A field to draw on by mouse, finger or pen: white ink on black, as MNIST has it.
 *
 * @param {string} label for those who cannot see it
 * @param {function()} drawn is called at every movement that leaves ink
 */
export class Canvas {
    strokes = [];

    constructor(label, drawn) {
        this.drawn = drawn;
        this.element = el('canvas', {width: SIDE, height: SIDE, class: 'draw', role: 'img', 'aria-label': label});
        this.context = this.element.getContext('2d', {willReadFrequently: true});
        this.element.addEventListener('pointerdown', event => this.begin(event));
        this.element.addEventListener('pointermove', event => this.move(event));
        for (const end of ['pointerup', 'pointercancel']) {
            this.element.addEventListener(end, () => { this.active = false; });
        }
        this.paint();
    }

    get empty() {
        return this.strokes.length === 0;
    }

    begin(event) {
        event.preventDefault();
        this.element.setPointerCapture(event.pointerId);
        this.active = true;
        this.strokes.push([this.place(event)]);
        this.paint();
        this.drawn();
    }

    move(event) {
        if (this.active) {
            const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
            this.strokes[this.strokes.length - 1].push(...(events.length ? events : [event]).map(each => this.place(each)));
            this.paint();
            this.drawn();
        }
    }

    place(event) {
        const box = this.element.getBoundingClientRect();
        return [(event.clientX - box.left) / box.width * SIDE, (event.clientY - box.top) / box.height * SIDE];
    }

    paint() {
        const {context} = this;
        context.fillStyle = '#000';
        context.fillRect(0, 0, SIDE, SIDE);
        context.strokeStyle = '#fff';
        context.lineWidth = PEN;
        context.lineCap = 'round';
        context.lineJoin = 'round';
        for (const stroke of this.strokes) {
            context.beginPath();
            context.moveTo(...stroke[0]);
            stroke.forEach(([x, y]) => context.lineTo(x, y));
            if (stroke.length === 1) {
                // A canvas leaves out lines of no length; one of hardly any is a dot, as its ends are round.
                context.lineTo(stroke[0][0] + 0.01, stroke[0][1]);
            }
            context.stroke();
        }
    }

    undo() {
        this.strokes.pop();
        this.paint();
        this.drawn();
    }

    clear() {
        this.strokes = [];
        this.paint();
        this.drawn();
    }

    /** The drawing at half its size as a grey BMP: a PNG takes browsers a while to make, and the whole size to send. */
    bmp() {
        const side = SIDE / 2;
        const colours = 256;
        const start = 54 + 4 * colours;
        const bytes = new Uint8Array(start + side * side);
        const view = new DataView(bytes.buffer);
        // 'BM' and the file's size; the pixels' place; the header's size, width, height from the top, planes and bits per pixel
        [[0, 0x4d42], [26, 1], [28, 8]].forEach(([at, value]) => view.setUint16(at, value, true));
        [[2, bytes.length], [10, start], [14, 40], [18, side], [22, -side], [46, colours]].forEach(([at, value]) => view.setInt32(at, value, true));
        for (let grey = 0; grey < colours; grey++) {
            bytes.fill(grey, 54 + 4 * grey, 57 + 4 * grey);
        }
        const {data} = this.context.getImageData(0, 0, SIDE, SIDE);
        const grey = (x, y) => data[4 * (SIDE * y + x)];
        for (let y = 0; y < SIDE; y += 2) {
            for (let x = 0; x < SIDE; x += 2) {
                bytes[start + (side * y + x) / 2] = (grey(x, y) + grey(x + 1, y) + grey(x, y + 1) + grey(x + 1, y + 1)) / 4;
            }
        }
        return bytes;
    }
}
