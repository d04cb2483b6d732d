using Votive.EncryptedSqlite.Benchmarks.Functions;
using Votive.EncryptedSqlite.Benchmarks.Ratios;

namespace Votive.EncryptedSqlite.Benchmarks.Reports;

/// <summary>Everything one run found.</summary>
/// <param name="MeasuredAt">UTC.</param>
/// <param name="IsQuick">Whether the rounds were few.</param>
/// <param name="Machine">Where.</param>
/// <param name="LoadBefore">Runnable tasks as the run began; null where the system doesn't tell.</param>
/// <param name="LoadAfter">The same as it ended; this program's own is in it.</param>
/// <param name="Comparisons">Plain and encrypted, interleaved.</param>
/// <param name="Cipher">The parts of the cipher.</param>
/// <param name="Stores">Whole batches by BenchmarkDotNet; empty in a quick run.</param>
internal sealed record Report(
    DateTimeOffset MeasuredAt,
    bool IsQuick,
    Machine Machine,
    double? LoadBefore,
    double? LoadAfter,
    IReadOnlyList<Comparison> Comparisons,
    IReadOnlyList<FunctionFigures> Cipher,
    IReadOnlyList<FunctionFigures> Stores);
