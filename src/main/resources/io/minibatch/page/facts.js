import {el} from './dom.js';

/** A name and a value of a list of facts. */
export function fact(name) {
    const value = el('dd');
    return {value, element: el('div', {hidden: true}, el('dt', {}, name), value)};
}

function all(facts) {
    return Object.values(facts).filter(each => each.value);
}

/** The facts among the fields of an object, as a list. */
export function factList(facts) {
    return el('dl', {class: 'facts'}, ...all(facts).map(each => each.element));
}

/** Hides the facts that have no value. */
export function hideEmpty(facts) {
    all(facts).forEach(({element, value}) => { element.hidden = value.textContent === ''; });
}
