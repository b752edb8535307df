namespace Spico.Silo.Streams;

/// <summary>What became durable since the previous delivery to the same gateway, in commit order.</summary>
[GenerateSerializer, Immutable]
[Alias("spico.delivery")]
public sealed class Delivery
{
    /// <summary>Makes a delivery.</summary>
    public Delivery(Envelope[] facts, Notice[] notices, bool hasGap, params Announcement[] announcements)
    {
        Facts = facts;
        Notices = notices;
        HasGap = hasGap;
        Announcements = announcements;
    }

    /// <summary>Facts of streams the gateway subscribed, in commit order.</summary>
    [Id(0)]
    public Envelope[] Facts { get; }

    /// <summary>Unnumbered pushes for the sessions of one person.</summary>
    [Id(1)]
    public Notice[] Notices { get; }

    /// <summary>True when the silo had to drop something for this gateway: it must check all its positions.</summary>
    [Id(2)]
    public bool HasGap { get; }

    /// <summary>Unnumbered pushes for the sessions of several persons.</summary>
    [Id(3)]
    public Announcement[] Announcements { get; }
}
