namespace Spico.Silo.Files.Keeping;

/// <summary>What became of a file that was announced.</summary>
internal enum FileAdmission
{
    /// <summary>It is recorded.</summary>
    Added,

    /// <summary>It was there already.</summary>
    Known,

    /// <summary>Its owner has too many that are not ready.</summary>
    TooManyUploads,

    /// <summary>Its owner has no room for it.</summary>
    NoRoom,
}
