using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Consents;

/// <summary>What the patient says to the sharing of their data.</summary>
internal sealed class SharingConsents : IDossierPart
{
    /// <summary>Consents of a dossier.</summary>
    public const int CountMax = 200;

    private readonly Dictionary<ByteString, SharingConsent> _consents = [];
    private readonly List<ByteString> _order = [];

    public DataClass Class => DataClass.Identity;

    /// <summary>How many were recorded.</summary>
    public int Count => _order.Count;

    /// <summary>All of them, in the order they were first recorded.</summary>
    public IEnumerable<SharingConsent> All => _order.Select(id => _consents[id]);

    /// <summary>A consent, or null.</summary>
    public SharingConsent? Find(ByteString id) => _consents.GetValueOrDefault(id);

    /// <summary>A consent that is given and covers somebody: this one, or with an empty id any.</summary>
    public SharingConsent? FindGiven(CircleMember member, ByteString id, long now) => All.FirstOrDefault(consent =>
        consent.State == ConsentState.Given
        && (id.IsEmpty || consent.Id == id)
        && !IsOver(consent, now)
        && Covers(consent, member));

    /// <summary>Those that are given, and whose time is over.</summary>
    public IEnumerable<SharingConsent> Over(long now) =>
        All.Where(consent => consent.State == ConsentState.Given && IsOver(consent, now));

    /// <summary>
    /// Whether the patient objects to sharing with somebody: what they said last counts, and what they took back, or
    /// what is over, is as if it had not been said.
    /// </summary>
    public bool Objects(CircleMember member, long now) => All
        .Where(consent => consent.State is ConsentState.Given or ConsentState.Refused
            && !IsOver(consent, now) && Covers(consent, member))
        .OrderBy(consent => consent.RecordedAt)
        .LastOrDefault() is { State: ConsentState.Refused };

    /// <summary>Whether the patient has consented since a time to the sharing with somebody, by name.</summary>
    public bool NamesSince(CircleMember member, long since, long now) => All.Any(consent =>
        consent.State == ConsentState.Given
        && consent.RecordedAt > since
        && (consent.Persons.Count > 0 || consent.Structures.Count > 0)
        && !IsOver(consent, now)
        && Covers(consent, member));

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.ConsentChanged)
        {
            Put(fact.Body!.ConsentChanged.Consent);
        }
    }

    public void Show(DossierView view) => view.Consents.Add(All);

    public void Restore(DossierView view)
    {
        foreach (SharingConsent consent in view.Consents)
        {
            Put(consent);
        }
    }

    private static bool IsOver(SharingConsent consent, long now) =>
        consent.ExpiresAt != 0 && consent.ExpiresAt <= now;

    /// <summary>Whether a consent is about somebody.</summary>
    public static bool Covers(SharingConsent consent, CircleMember member) =>
        (consent.Persons.Count == 0 && consent.Structures.Count == 0)
        || (member.Professional is { } professional
            && (consent.Persons.Contains(professional.Person)
                || professional.Structures.Any(consent.Structures.Contains)))
        || (member.Structure is { } structure && consent.Structures.Contains(structure.Structure));

    private void Put(SharingConsent consent)
    {
        if (_consents.TryAdd(consent.Id, consent))
        {
            _order.Add(consent.Id);
        }
        else
        {
            _consents[consent.Id] = consent;
        }
    }
}
