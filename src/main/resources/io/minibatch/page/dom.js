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

/** A button that copies a text. */
export function copyButton(text) {
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
