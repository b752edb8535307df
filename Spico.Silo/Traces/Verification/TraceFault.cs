namespace Spico.Silo.Traces.Verification;

/// <summary>What is wrong with traces.</summary>
internal enum TraceFault
{
    /// <summary>It does not open under its stream's key: it was changed or moved.</summary>
    Unreadable,

    /// <summary>It is not there, or not in its place.</summary>
    Missing,

    /// <summary>It does not carry the hash of the one before it: one of the two is not what it was.</summary>
    Broken,

    /// <summary>It is not the one that a checkpoint attests.</summary>
    Differs,

    /// <summary>A checkpoint attests it, and the stream ends before it.</summary>
    Cut,

    /// <summary>
    /// The same, in an epoch before this one, or the stream has gone on otherwise in an epoch since: a backup was
    /// restored, or somebody pretends so.
    /// </summary>
    CutByRestore,

    /// <summary>The stream's key was deleted: nothing of it can be read.</summary>
    Erased,

    /// <summary>A list that showed a dossier is not found by it.</summary>
    Unlisted,

    /// <summary>A checkpoint was not signed by this key, or is not in its place.</summary>
    Forged,
}
