namespace Votive.EncryptedSqlite.Benchmarks.Ratios;

/// <summary>What one batch took.</summary>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Cpu">Processor time of the whole process, so that compiler and garbage collector are in it.</param>
internal readonly record struct Batch(TimeSpan Elapsed, TimeSpan Cpu);
