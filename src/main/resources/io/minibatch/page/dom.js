/**
 * Makes an element. Text is only ever set as text, so that a name from a file cannot become markup.
 *
 * @param {string} tag its name
 * @param {Object} properties attributes; `class`, `on` (listeners by event) and properties such as `checked` as well
 * @param {...(Node|string|null)} children null is left out
 */
export function el(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (name === 'on') {
            for (const [event, listener] of Object.entries(value)) {
                element.addEventListener(event, listener);
            }
        } else if (['checked', 'disabled', 'hidden', 'value', 'selected', 'htmlFor', 'tabIndex'].includes(name)) {
            element[name] = value;
        } else if (value !== null && value !== undefined) {
            element.setAttribute(name, value);
        }
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined));
    return element;
}

/** Sets the text of an element where it is another, so that a selection in it stays. */
export function setText(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

/** A command with a button that copies it. `show` sets it; lines break between its words, not after their hyphens. */
export function commandBlock() {
    const pre = el('pre', {class: 'command'});
    return {
        element: el('div', {}, pre, copyButton(() => pre.textContent)),
        show(text) {
            if (pre.textContent !== text) {
                pre.replaceChildren(...text.split(/(\s+)/).map(part => part.trim() ? el('span', {}, part) : part));
            }
        },
    };
}

function copyButton(text) {
    const button = el('button', {type: 'button', on: {click: async () => {
        try {
            await navigator.clipboard.writeText(text());
            button.textContent = 'Copied';
        } catch (refused) {
            button.textContent = 'Select and copy it by hand';
        }
        setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    }}}, 'Copy');
    return button;
}

/** A custom property of style.css. */
export function css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Hands a file to the browser's downloads. */
export function download(name, blob) {
    const link = el('a', {href: URL.createObjectURL(blob), download: name});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const WORDS = new Intl.NumberFormat('en', {maximumSignificantDigits: 6});

/** A number for readers: up to six significant digits, thousands apart. */
export function number(value) {
    return value === null || value === undefined ? '' : WORDS.format(value);
}

/** An instant of ISO 8601 in UTC, to the second, as 2024-05-06 07:08:09. */
export function utc(instant) {
    return (instant || '').replace('T', ' ').replace('Z', '');
}

/** Seconds as 12.3 s, 4 min 5 s or 2 h 3 min. */
export function duration(seconds) {
    if (seconds === null || seconds === undefined) {
        return '';
    }
    if (seconds < 60) {
        return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
    }
    const minutes = Math.floor(seconds / 60);
    return minutes < 60
        ? `${minutes} min ${Math.floor(seconds % 60)} s`
        : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The address of a view in this page. */
export function address(view, id) {
    return `#/${view}` + (id === undefined ? '' : `/${encodeURIComponent(id)}`);
}
