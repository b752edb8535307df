namespace Spico.Silo.Storage.Migrations;

/// <summary>The databases there are: each has a folder of numbered scripts of the same name.</summary>
internal enum MigrationSet
{
    /// <summary>Everything of the cluster, in one PostgreSQL database.</summary>
    PostgreSql,

    /// <summary>The log of the single node, in a SQLite file with one writer.</summary>
    SqliteLog,

    /// <summary>Grain state and reminders of the single node, in a second SQLite file.</summary>
    SqliteGrains,
}
