namespace Spico.Silo.Professionals.Import;

/// <summary>What became of an import.</summary>
internal enum ImportState
{
    /// <summary>It is the directory in use.</summary>
    InUse,

    /// <summary>It waits for approval.</summary>
    Held,

    /// <summary>The same file is in use already.</summary>
    Unchanged,
}
