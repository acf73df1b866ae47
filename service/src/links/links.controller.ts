import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Redirect, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { createLinkSchema, type CreateLink } from './create-link.js';
import type { Link } from './link.js';
import { LinksService } from './links.service.js';
import { AdminGuard } from '../admin/admin.guard.js';
import { RateLimitGuard } from '../rate-limit/rate-limit.guard.js';

@Controller()
export class LinksController {
  constructor(private readonly links: LinksService) {}

  @Post('links')
  @UseGuards(RateLimitGuard)
  async create(@Body({ schema: createLinkSchema }) input: CreateLink, @Res({ passthrough: true }) response: Response): Promise<Link> {
    const link = await this.links.create(input);
    response.location(`/links/${link.slug}`);
    return link;
  }

  @Get('links/:slug')
  find(@Param('slug') slug: string): Promise<Link> {
    return this.links.find(slug);
  }

  @Delete('links/:slug')
  @UseGuards(AdminGuard)
  @HttpCode(204)
  remove(@Param('slug') slug: string): Promise<void> {
    return this.links.remove(slug);
  }

  // Not cached, because visits from a browser's or a CDN's cache would not be counted.
  @Get(':slug')
  @Header('Cache-Control', 'no-store')
  @Redirect()
  async visit(@Param('slug') slug: string): Promise<{ url: string; statusCode: number }> {
    const { url } = await this.links.visit(slug);
    return { url, statusCode: 302 };
  }
}
