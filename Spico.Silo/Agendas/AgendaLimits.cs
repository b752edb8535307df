namespace Spico.Silo.Agendas;

/// <summary>What agendas may hold. They are part of the contract, and told in its comments.</summary>
internal static class AgendaLimits
{
    /// <summary>Characters of a title, and of a place.</summary>
    public const int TitleCharacters = 200;

    /// <summary>Characters of a note.</summary>
    public const int NoteCharacters = 2_000;

    /// <summary>Minutes of an appointment: 31 days.</summary>
    public const int Minutes = 31 * 24 * 60;

    /// <summary>Participants of an appointment.</summary>
    public const int Participants = 50;

    /// <summary>Occurrences of a recurrence that says how many.</summary>
    public const int Count = 1_000;

    /// <summary>The most days, weeks or months between two occurrences.</summary>
    public const int Every = 52;

    /// <summary>Occurrences of an appointment that are elsewhere, or not at all.</summary>
    public const int Changes = 500;

    /// <summary>Appointments of an agenda that are to come.</summary>
    public const int ToCome = 1_000;

    /// <summary>Appointments that an agenda keeps at hand: what others ask its person to comes on top.</summary>
    public const int Kept = 1_500;

    /// <summary>People an agenda is shared with.</summary>
    public const int Shares = 500;

    /// <summary>Occurrences of a page.</summary>
    public const int Occurrences = 2_000;

    /// <summary>Agendas that a free time is looked for in.</summary>
    public const int Searched = 20;

    /// <summary>How often a feed is read in a minute.</summary>
    public const int FeedReads = 30;

    /// <summary>Days that are asked about at once.</summary>
    public static readonly TimeSpan Range = TimeSpan.FromDays(62);

    /// <summary>Appointments begin between these years.</summary>
    public static readonly (long From, long To) Times = (
        new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(),
        new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
}
