namespace Spico.Silo.Storage.Backup;

/// <summary>A part of a backup.</summary>
/// <param name="Name">The file or table.</param>
/// <param name="Columns">For a table, its columns in the order they were written.</param>
/// <param name="Sha256">The hash of its bytes.</param>
internal sealed record BackupPart(string Name, IReadOnlyList<string> Columns, string Sha256);
