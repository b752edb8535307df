using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Plans.Pdf;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Plans;

/// <summary>
/// Makes plans into documents, as they are asked for and of what their asker reads. Nothing of them is kept: a plan is
/// a few pages of texts that are bounded, and what is not kept need not be swept.
/// </summary>
internal sealed class PlanDocuments(
    StreamPipeline<DossierState> pipeline, IPeopleStore people, StreamServices services)
{
    // Messages come first: one at once on a silo, off the turns of grains.
    private static readonly SemaphoreSlim Room = new(1);

    /// <summary>A plan's document, or why not.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> MakeAsync(PersonId person, uint version)
    {
        (Error? refusal, Asked? asked) = await pipeline.AskAsync(person, Ask);
        if (refusal is not null || asked is null)
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible("dossier") };
        }

        CoordinationPlan? plan = asked.Plan;
        if (version != 0)
        {
            ulong seq = plan.Versions.FirstOrDefault(one => one.Version == version)?.Seq ?? 0;
            plan = seq == 0 ? null : (await FindFactAsync(person, seq))?.PlanChanged?.Plan;
        }

        if (plan is null)
        {
            return new Reply { Error = Refusal.NotAccessible("version") };
        }

        FormResponse? general = (await FindFactAsync(person, plan.General))?.FormChanged?.Response;
        FormResponse? synthesis = (await FindFactAsync(person, plan.Synthesis))?.FormChanged?.Response;
        var content = new PlanContent
        {
            Plan = plan,
            IsVersion = version != 0,
            Patient = asked.Patient,
            General = general,
            Synthesis = synthesis,
            Names = await NamesAsync(
                asked.Circle,
                [
                    person.ToByteString(), plan.Referent, general?.ChangedBy, synthesis?.ChangedBy,
                    .. plan.Actions.Select(action => action.Person), .. plan.Versions.Select(version => version.By),
                    .. asked.Circle.Select(member => member.Professional?.Person),
                ]),
            Asker = person.ToByteString(),
            AskedAt = services.Time.GetUtcNow(),
        };
        byte[] document = await WriteAsync(content);
        return document.Length > PlanLimits.DocumentBytes
            ? new Reply { Error = Refusal.TooLarge("version", PlanLimits.DocumentBytes, "bytes of a document") }
            : new Reply
            {
                ReadPlanDocument = new ReadPlanDocumentResponse
                {
                    Document = UnsafeByteOperations.UnsafeWrap(document),
                    Name = PlanWording.FileName(content),
                },
            };
    }

    private static Asked? Ask(DossierState fold, PersonId person) =>
        fold.MayRead(person, DataClass.Plan) && fold.MayRead(person, DataClass.Identity)
            && fold.MayRead(person, DataClass.Circle) && fold.Plans.Plan is { } plan
                ? new Asked(plan, fold.Identity.Patient, [.. fold.Circle.Members])
                : null;

    private static async Task<byte[]> WriteAsync(PlanContent content)
    {
        await Room.WaitAsync();
        try
        {
            return await Task.Run(() => PlanPdf.Write(content));
        }
        finally
        {
            Room.Release();
        }
    }

    private async ValueTask<Fact?> FindFactAsync(PersonId person, ulong seq)
    {
        if (seq == 0)
        {
            return null;
        }

        HistoryPage page = await pipeline.ReadAsync(person, new HistoryQuery((long)seq - 1, false, 1));
        return page.Facts is [{ } only] ? Frame.Parser.ParseFrom(only.Frame).Push.Fact : null;
    }

    private async ValueTask<Dictionary<ByteString, string>> NamesAsync(CircleMember[] circle, ByteString?[] ids)
    {
        var persons = new HashSet<PersonId>();
        foreach (ByteString? id in ids)
        {
            if (PersonId.TryFrom(id, out PersonId person))
            {
                persons.Add(person);
            }
        }

        var names = new Dictionary<ByteString, string>();
        foreach (Person person in await people.GetAsync(persons))
        {
            names[person.Id] = person.Profession.Length > 0 ? $"{person.Name} ({person.Profession})" : person.Name;
            if (PersonId.TryFrom(person.Id, out PersonId id))
            {
                names[CircleMemberId.Of(id)] = names[person.Id];
            }
        }

        foreach (CircleMember member in circle)
        {
            if (member.Structure is { } structure)
            {
                names[structure.Structure] = names[member.Id] = structure.Name;
            }
            else if (member.Relative is { } relative)
            {
                names[member.Id] = relative.Kinship.Length > 0
                    ? $"{relative.Name} ({relative.Kinship})"
                    : relative.Name;
            }
            else if (member.Professional is null)
            {
                names[member.Id] = "la personne elle-même";
            }
        }

        return names;
    }

    private sealed record Asked(CoordinationPlan Plan, Patient Patient, CircleMember[] Circle);
}
