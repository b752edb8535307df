namespace Spico.Silo.Streams;

/// <summary>
/// Who is not pushed a fact as it stands: they hear that it came, and read it, and what follows, through the grain of
/// its stream.
/// </summary>
public enum PulledBy
{
    /// <summary>All are pushed it.</summary>
    Nobody,

    /// <summary>Who acts for somebody: it may be what takes the stream away from them.</summary>
    WhoActs,

    /// <summary>All: what is told of it depends on who reads it.</summary>
    Everybody,
}
