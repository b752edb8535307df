namespace Spico.Silo.Files;

/// <summary>What a stream's grain does once a fact of it shows its files no more.</summary>
[Alias("spico.file-release")]
internal interface IFileRelease : IGrainWithStringKey
{
    /// <summary>
    /// Lets go of the files of a message that was retracted; bytes that nobody else holds are removed. Repeating it
    /// changes nothing. Returns whether it is done.
    /// </summary>
    [Alias("release"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Release(long message);
}
