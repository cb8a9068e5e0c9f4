/**
 * What was typed and is not yet acknowledged lives in this browser too, so
 * that neither a dead tab nor a dead server loses a word.
 */
const name = (task) => `hitomado:draft:${task}`;

/** The unacknowledged fields of a task: {key: {v, m}}. */
export function local(task) {
  try {
    return JSON.parse(localStorage.getItem(name(task))) ?? {};
  } catch {
    return {};
  }
}

/** Keeps one field until the server has it. */
export function keep(task, key, field) {
  write(task, { ...local(task), [key]: field });
}

/** Forgets a field once the server has exactly this text. */
export function acknowledge(task, key, field) {
  const all = local(task);
  if (all[key] && all[key].v === field.v && (all[key].m ?? "") === (field.m ?? "")) delete all[key];
  write(task, all);
}

/** Forgets a whole task: it is finished. */
export function forget(task) {
  localStorage.removeItem(name(task));
}

function write(task, all) {
  try {
    if (Object.keys(all).length) localStorage.setItem(name(task), JSON.stringify(all));
    else localStorage.removeItem(name(task));
  } catch { /* full or forbidden storage: the server's copy is the main one */ }
}
