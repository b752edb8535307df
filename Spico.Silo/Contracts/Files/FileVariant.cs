namespace Spico.Silo.Files;

/// <summary>What of a file is asked for.</summary>
public enum FileVariant
{
    /// <summary>The file.</summary>
    Content = 0,

    /// <summary>The thumbnail of an image.</summary>
    Thumbnail = 1,
}
