namespace Spico.Silo.Files.Inspection;

/// <summary>What must be done with a file of a kind.</summary>
internal enum MediaFamily
{
    /// <summary>Nothing but scanning it.</summary>
    Opaque,

    /// <summary>Text, whose kind its name alone says.</summary>
    Text,

    /// <summary>Made anew from its pixels.</summary>
    Image,

    /// <summary>A film or recording, freed of what it says of itself.</summary>
    Movie,

    /// <summary>An archive that is a document.</summary>
    Document,

    /// <summary>An archive of files.</summary>
    Archive,

    /// <summary>A photo that has to be sent in another format.</summary>
    Heic,
}
