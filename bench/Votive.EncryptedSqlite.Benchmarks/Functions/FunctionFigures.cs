namespace Votive.EncryptedSqlite.Benchmarks.Functions;

/// <summary>What BenchmarkDotNet found.</summary>
/// <param name="Method">The benchmark.</param>
/// <param name="Workload">Its parameter; null where it has none.</param>
/// <param name="MedianMicroseconds">For one call.</param>
/// <param name="DeviationMicroseconds">Standard deviation.</param>
/// <param name="AllocatedBytes">On the managed heap, for one call.</param>
internal sealed record FunctionFigures(string Method, string? Workload, double MedianMicroseconds, double DeviationMicroseconds, long AllocatedBytes);
