using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Syntheses;

/// <summary>What a synthesis says of itself, whatever its format.</summary>
internal static class SynthesisSummary
{
    /// <summary>How it is verified, and what it is.</summary>
    public static IReadOnlyList<string> Notes { get; } =
    [
        "Le manifeste joint à ce document (manifeste.json) donne l’empreinte de chaque message. Le serveur qui a "
            + "produit la synthèse vérifie le document et chacun de ses messages, tant que la conversation existe.",
        "Document couvert par le secret professionnel (articles L1110-4 et R4127-4 du code de la santé publique)"
            + $"{Wording.Nbsp}: à ne remettre qu’à qui y a droit.",
    ];

    /// <summary>What every page says: of whom or what it is, what it is, who asked for it and when.</summary>
    public static (string About, string Title, string Asked) Furniture(SynthesisContent content) => (
        content.Conversation.Patient is { } patient
            ? $"Patient{Wording.Nbsp}: {Wording.Patient(patient.Traits)}"
            : content.Conversation.Title.Length > 0
                ? content.Conversation.Title
                : Wording.Kind(content.Conversation.Kind),
        Wording.Title,
        $"Demandée par {content.Asker.Name} le {Wording.DayAndTime(content.AskedAt)} — secret professionnel");

    /// <summary>The name of a person, and what they do.</summary>
    public static string NameAndRole(Person person)
    {
        string role = Wording.Role(person);
        return role.Length > 0 ? $"{person.Name} ({role})" : person.Name;
    }

    /// <summary>The name of a participant, and as what they act.</summary>
    public static string NameAndRole(Participant participant)
    {
        string role = Wording.Role(participant);
        return role.Length > 0 ? $"{participant.Person.Name} ({role})" : participant.Person.Name;
    }

    /// <summary>What names this synthesis.</summary>
    public static string Reference(SynthesisContent content) =>
        $"{content.Stream.Value:N}, fait n°{Wording.Nbsp}{Wording.Number(content.Asked.Seq)}";

    /// <summary>How much there is, and of when.</summary>
    public static string Contents(SynthesisContent content)
    {
        int count = content.Messages.Count();
        SynthesisSelection selection = content.Selection;
        string extent = selection switch
        {
            { Messages.Count: > 0 } => "choisis un à un",
            { First: 0, Last: 0 } => "toute la conversation",
            _ => "une partie de la conversation",
        };
        DateTimeOffset first = content.Messages.First().At;
        DateTimeOffset last = content.Messages.Last().At;
        return $"{Wording.Count(count, "message")} ({extent}), du {Wording.DayAndTime(first)} au "
            + Wording.DayAndTime(last);
    }

    /// <summary>What it is, of what, for whom.</summary>
    public static IEnumerable<(string Label, string Text)> Head(SynthesisContent content)
    {
        if (content.Conversation.Title.Length > 0)
        {
            yield return ("Conversation", content.Conversation.Title);
        }

        yield return ("Nature", Wording.Kind(content.Conversation.Kind));
        yield return ("Contenu", Contents(content));
        yield return ("Demandée par", Wording.Acting(NameAndRole(content.Asker), content.AskedFor));
        yield return ("Demandée le", Wording.DayAndTime(content.AskedAt) + " (heure de Paris)");
        yield return ("Référence", Reference(content));
    }

    /// <summary>That there is more than the asker may read.</summary>
    public static string Hidden(HiddenMessages hidden) =>
        $"{Wording.Count(hidden.Count, "message")} hors de votre accès, non reproduit"
        + $"{(hidden.Count > 1 ? "s" : string.Empty)} ici.";

    /// <summary>What proves that it is whole.</summary>
    public static IEnumerable<(string Label, string Text)> Integrity(SynthesisContent content) =>
    [
        ("Conversation", Wording.Id(content.Stream.ToByteString())),
        ("État", $"fait n°{Wording.Nbsp}{Wording.Number((long)content.Head)}, époque {content.Asked.Epoch}"),
        ("Messages", Wording.Number(content.Messages.Count())),
        ("Empreinte (SHA-256)", Wording.Digits(Digest(content))),
    ];

    /// <summary>The hash of all its messages.</summary>
    public static byte[] Digest(SynthesisContent content) =>
        MessageHash.Of(content.Nonce, content.Messages.Select(message => (message.Seq, message.Hash)));
}
