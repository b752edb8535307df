namespace Spico.Silo.Streams;

/// <summary>What a person may read of a stream, and up to where.</summary>
/// <param name="Access">What.</param>
/// <param name="Until">The fact that ended the right; <see cref="long.MaxValue"/> while it lasts.</param>
internal readonly record struct ReadRight(StreamAccess Access, long Until)
{
    /// <summary>Whether the right goes on.</summary>
    public bool IsCurrent => Until == long.MaxValue;
}
