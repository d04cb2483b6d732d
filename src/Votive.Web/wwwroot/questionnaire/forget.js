// The server has no answers of this person, so this device keeps none either.
try {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith('votive.draft:')) localStorage.removeItem(name);
  }
} catch {
  // Forbidden: then nothing was kept.
}
