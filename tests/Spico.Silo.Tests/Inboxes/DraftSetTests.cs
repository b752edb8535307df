using CsCheck;
using Spico.Silo.Inboxes;

namespace Spico.Silo.Tests.Inboxes;

public sealed class DraftSetTests
{
    private readonly DraftSet _empty = new([], 0);

    [Fact]
    public void A_save_replaces_the_draft_that_it_is_based_on()
    {
        DraftSaved first = _empty.Save("one", basedOn: 0, version: 5, at: 50)!;
        DraftSaved second = first.Drafts.Save("one and two", basedOn: 5, version: 6, at: 60)!;
        Assert.Equal((false, 6ul), (second.IsConflict, second.Version));
        Assert.Equal((6ul, "one and two", 60L), Only(second.Drafts));
        DraftSaved gone = second.Drafts.Save("", basedOn: 6, version: 7, at: 70)!;
        Assert.Equal((0, 0ul, 7L), (gone.Drafts.Drafts.Count, gone.Version, gone.Drafts.Version));

        static (ulong, string, long) Only(DraftSet set)
        {
            Protocol.V1.Draft draft = Assert.Single(set.Drafts);
            return (draft.Version, draft.Text, draft.At);
        }
    }

    [Fact]
    public void Of_two_devices_that_go_on_from_the_same_draft_both_texts_are_kept_and_the_second_hears_of_it()
    {
        DraftSet begun = _empty.Save("begun", 0, 5, 5)!.Drafts;
        DraftSet phone = begun.Save("on the phone", 5, 6, 6)!.Drafts;
        DraftSaved desk = phone.Save("at the desk", 5, 7, 7)!;
        Assert.True(desk.IsConflict);
        Assert.Equal(["at the desk", "on the phone"], desk.Drafts.Drafts.Select(draft => draft.Text));

        // Taking away what was saved again meanwhile takes nothing away.
        DraftSaved late = desk.Drafts.Save("", 5, 8, 8)!;
        Assert.True(late.IsConflict);
        Assert.Same(desk.Drafts, late.Drafts);
    }

    [Fact]
    public void A_draft_that_went_is_no_conflict_and_a_save_may_be_repeated()
    {
        DraftSet begun = _empty.Save("begun", 0, 5, 5)!.Drafts;
        DraftSet sent = begun.Save("", 5, 6, 6)!.Drafts;
        DraftSaved goesOn = sent.Save("begun, and more", 5, 7, 7)!;
        Assert.False(goesOn.IsConflict);
        Assert.Same(goesOn.Drafts, goesOn.Drafts.Save("begun, and more", 5, 8, 8)!.Drafts);
    }

    [Fact]
    public void A_fifth_draft_is_refused_and_the_four_stay()
    {
        DraftSet drafts = _empty;
        for (int i = 1; i <= DraftSet.DraftsMax; i++)
        {
            drafts = drafts.Save($"draft {i}", 0, i, i)!.Drafts;
        }

        Assert.Null(drafts.Save("one more", 0, 9, 9));
        Assert.NotNull(drafts.Save("in the place of the second", 2, 9, 9));
    }

    /// <summary>Random saves of devices that each know some version, old or new.</summary>
    [Fact]
    public void No_text_is_lost_but_by_a_save_that_was_based_on_it() => Gen
        .Select(Gen.Int[0, 5], Gen.Int[0, 12])
        .Array[1, 40]
        .Sample(saves =>
        {
            DraftSet drafts = _empty;
            long version = 0;
            foreach ((int text, int basedOn) in saves)
            {
                DraftSet before = drafts;
                version++;
                if (before.Save(text == 0 ? "" : $"text {text}", (ulong)basedOn, version, version) is { } saved)
                {
                    drafts = saved.Drafts;
                    Assert.True(text == 0 || drafts.Drafts.Any(draft => draft.Version == saved.Version
                        && draft.Text == $"text {text}"));
                    Assert.True(saved.IsConflict || drafts.Drafts.Count <= Math.Max(1, before.Drafts.Count));
                }

                Assert.All(before.Drafts, draft => Assert.True(
                    draft.Version == (ulong)basedOn || drafts.Drafts.Contains(draft)));
                Assert.InRange(drafts.Drafts.Count, 0, DraftSet.DraftsMax);
                Assert.Equal(drafts.Drafts.Count, drafts.Drafts.Select(draft => draft.Version).Distinct().Count());
            }
        });
}
